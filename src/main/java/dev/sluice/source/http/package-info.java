/**
 * Task sources in other registries over HTTP: paged, conditional and retried requests. The public
 * face is {@link dev.sluice.source.http.HttpSource}.
 */
@NullMarked
package dev.sluice.source.http;

import org.jspecify.annotations.NullMarked;
