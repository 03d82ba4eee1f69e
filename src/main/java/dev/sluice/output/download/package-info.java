/** {@code GET /v1/jobs/{id}/output}: the stored output as bytes or NDJSON, whole or by range. */
@NullMarked
package dev.sluice.output.download;

import org.jspecify.annotations.NullMarked;
