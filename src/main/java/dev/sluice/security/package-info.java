/**
 * Who may call: {@link dev.sluice.security.BrowserGuard} refuses requests that a foreign web page
 * makes a browser send, {@link dev.sluice.security.AccountGuard} those of other accounts of the
 * machine, {@link dev.sluice.security.RequestGuard} those without the credential of their route.
 * One small class answers one question about a request; no class here knows a feature.
 */
@NullMarked
package dev.sluice.security;

import org.jspecify.annotations.NullMarked;
