/**
 * Tests of the whole system from outside: the jar runs in processes of its own and is used over
 * HTTP, stopped and killed. The behaviour of a single class is tested in its own package.
 */
package dev.sluice.e2e;
