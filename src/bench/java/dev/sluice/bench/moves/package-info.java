/**
 * Several servers on one store behind a balancer: they are restarted, added and taken away under
 * load, and measured.
 */
package dev.sluice.bench.moves;
