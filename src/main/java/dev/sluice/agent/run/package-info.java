/**
 * One attempt on the agent, from its assignment to its reported result, and the directory it runs
 * in. Entry points: {@link dev.sluice.agent.run.Attempts} for the session with the server, {@link
 * dev.sluice.agent.run.OperationExecutor} for what an operation does. How a command or a task is
 * run does not belong here.
 */
@NullMarked
package dev.sluice.agent.run;

import org.jspecify.annotations.NullMarked;
