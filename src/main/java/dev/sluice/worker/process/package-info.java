/**
 * The processes that workers keep running for clients: what a spawn asks for, the list of the fleet
 * with its routes and its live form, and the operations that look a process up or stop it. The list
 * is what workers report with their heartbeats; the agent alone starts, watches and ends a process.
 */
@NullMarked
package dev.sluice.worker.process;

import org.jspecify.annotations.NullMarked;
