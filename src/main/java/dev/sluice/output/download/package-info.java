/**
 * {@code GET /v1/jobs/{id}/output}: the stored output as bytes or NDJSON, whole or from a cursor
 * on. Follows no job; {@code output.stream} does.
 */
@NullMarked
package dev.sluice.output.download;

import org.jspecify.annotations.NullMarked;
