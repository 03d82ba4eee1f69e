/**
 * The {@code tasks} commands. Its face is {@link TasksCommand}; {@code list} and {@code show} call
 * a server, the others work on a task in a directory or a ZIP file.
 */
@NullMarked
package dev.sluice.cli.tasks;

import org.jspecify.annotations.NullMarked;
