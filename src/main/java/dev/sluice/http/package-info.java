/**
 * What every HTTP route shares: problems (RFC 9457), JSON bodies, query parameters, page cursors,
 * and the {@link dev.sluice.http.RequestGuard} that checks each call against what its route
 * declares in {@link dev.sluice.http.RouteNeeds}. Knows no feature.
 */
@NullMarked
package dev.sluice.http;

import org.jspecify.annotations.NullMarked;
