/**
 * JSON Schema for task packages: compiling, validating, and ECMAScript patterns. {@code
 * JsonSchemas} is the entry. Nothing here fetches a schema or reads a file.
 */
@NullMarked
package dev.sluice.bundle.schema;

import org.jspecify.annotations.NullMarked;
