/**
 * The parts that all commands share: the terminal, tables, and the seams to the process and to a
 * server inside it. It holds no command, and nothing about one kind of object.
 */
@NullMarked
package dev.sluice.cli.console;

import org.jspecify.annotations.NullMarked;
