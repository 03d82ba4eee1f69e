/**
 * The worker node: it registers with a server, receives attempts through a parked poll, runs them
 * and sends their output. The same code runs in a process of its own and inside the server's
 * process, both times over HTTP. Entry points: {@link dev.sluice.agent.Agent} (start, close, wait)
 * and {@link dev.sluice.agent.AgentConfig}. It uses {@code wire}, {@code host}, {@code bundle} and
 * the ground floor; no database, no Quarkus, no Mutiny. Each operation has a package of its own
 * behind {@link dev.sluice.agent.run.OperationExecutor}.
 */
@NullMarked
package dev.sluice.agent;

import org.jspecify.annotations.NullMarked;
