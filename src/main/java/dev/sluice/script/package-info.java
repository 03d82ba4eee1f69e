/**
 * The inside of a task host: a JVM that runs the scripts of tasks, one at a time, for the process
 * that started it. Only here is GraalJS on the class path. The dialect that scripts find (the forms
 * of {@code main.js}, {@code fetch}, {@code console} and the rest) is defined here and by the
 * JavaScript files beside these classes.
 */
@NullMarked
package dev.sluice.script;

import org.jspecify.annotations.NullMarked;
