/** The benchmark of the task registry. */
package dev.sluice.bench.registry;
