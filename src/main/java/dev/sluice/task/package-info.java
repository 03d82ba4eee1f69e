/**
 * The registry of tasks on the server: versions and their contents in the database, the sync with
 * the configured sources, what is told of it, its part of the HTTP API, and the operation that runs
 * a task. How a task is read is in {@code bundle}, where from in {@code source}; how it runs is the
 * agent's affair.
 */
@NullMarked
package dev.sluice.task;

import org.jspecify.annotations.NullMarked;
