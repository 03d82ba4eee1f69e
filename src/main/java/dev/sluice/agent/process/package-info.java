/**
 * Runs {@code exec} jobs as processes of the operating system: start, pipes, process groups,
 * signals, and the removal of what a job leaves running. Entry point: {@link
 * dev.sluice.agent.process.ShellExecutor}. Nothing here talks to the server.
 */
@NullMarked
package dev.sluice.agent.process;

import org.jspecify.annotations.NullMarked;
