/**
 * The parts that all HTTP routes share: problems (RFC 9457), JSON bodies, query parameters, page
 * cursors, and what a route declares that it needs of a call ({@link dev.sluice.http.RouteNeeds}).
 * Knows no feature.
 */
@NullMarked
package dev.sluice.http;

import org.jspecify.annotations.NullMarked;
