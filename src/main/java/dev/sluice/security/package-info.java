/**
 * Who may call: credentials, and the {@link dev.sluice.security.RequestGuard} that checks each call
 * against what its route declares in {@link dev.sluice.http.RouteNeeds}.
 */
@NullMarked
package dev.sluice.security;

import org.jspecify.annotations.NullMarked;
