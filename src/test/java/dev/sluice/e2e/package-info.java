/**
 * The whole system from outside: the jar in processes of its own, spoken to over HTTP, stopped and
 * killed. Nothing here looks inside; what one class can show belongs to the tests of its package.
 */
package dev.sluice.e2e;
