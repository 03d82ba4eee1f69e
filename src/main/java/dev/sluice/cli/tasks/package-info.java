/** The {@code tasks} commands. */
@NullMarked
package dev.sluice.cli.tasks;

import org.jspecify.annotations.NullMarked;
