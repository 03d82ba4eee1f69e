/**
 * A simulation of the leader: its scheduler, queue, backlog and matching as they are, with a store
 * in memory, workers that are only numbers, and a clock that jumps from event to event.
 */
package dev.sluice.bench.schedule;
