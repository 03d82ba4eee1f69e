/**
 * Operating-system processes of {@code exec} jobs: start, pipes, process groups, signals, and the
 * removal of what a job leaves running.
 */
@NullMarked
package dev.sluice.agent.process;

import org.jspecify.annotations.NullMarked;
