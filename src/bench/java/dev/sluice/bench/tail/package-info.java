/** The benchmark of many readers of one job. */
package dev.sluice.bench.tail;
