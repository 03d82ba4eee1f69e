/**
 * The chaos harness: a server, agents and a store under load while processes are killed and stopped
 * and connections are cut, held and delayed, with an oracle that checks what must hold afterwards.
 */
package dev.sluice.bench.chaos;
