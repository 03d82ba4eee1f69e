/**
 * Task packages: metadata, script, schemas and tests, which {@code form} reads and {@code schema}
 * validates, and the digest that identifies their content. This package holds plain values and the
 * strict reading of JSON; it treats all input as hostile. It must not use a database, a network or
 * a JavaScript engine.
 */
@NullMarked
package dev.sluice.bundle;

import org.jspecify.annotations.NullMarked;
