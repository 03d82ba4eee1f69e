/**
 * The code inside a task host: a JVM that runs the scripts of tasks, one at a time, for the process
 * that started it. {@link ScriptHost} is its entry point. Only this package uses GraalJS. These
 * classes and the JavaScript resources beside them define the dialect of scripts: the forms of
 * {@code main.js}, {@code fetch}, {@code console} and the rest. {@code url.js} is generated from a
 * library, see {@code src/main/js/url}.
 */
@NullMarked
package dev.sluice.script;

import org.jspecify.annotations.NullMarked;
