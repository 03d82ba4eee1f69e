/**
 * The worker node: it registers with a server, is handed attempts through a parked poll, runs them
 * and ships what they print. The same code runs in a process of its own and inside the server
 * process, in both cases over HTTP. It knows of {@link dev.sluice.wire} and the JDK only: no
 * database, no Quarkus. What an operation does lives behind {@link OperationExecutor}; everything
 * else here is the same for all operations.
 */
@NullMarked
package dev.sluice.agent;

import org.jspecify.annotations.NullMarked;
