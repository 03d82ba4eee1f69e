/**
 * The parts that the benchmarks share: options, figures, processes, HTTP clients and the store as a
 * baseline.
 */
package dev.sluice.bench.harness;
