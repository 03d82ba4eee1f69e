/** Task sources in other registries over HTTP: paged, conditional and retried. */
@NullMarked
package dev.sluice.source.http;

import org.jspecify.annotations.NullMarked;
