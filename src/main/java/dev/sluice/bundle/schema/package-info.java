/**
 * JSON Schema as task packages use it: compiling, validating, and patterns with ECMAScript meaning.
 */
@NullMarked
package dev.sluice.bundle.schema;

import org.jspecify.annotations.NullMarked;
