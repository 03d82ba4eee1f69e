/**
 * Ground floor: an HTTP call to a server that Sluice does not trust. {@link OutboundHttp} is the
 * public face: it bounds the body and the time of a call, follows redirects where an {@link
 * OutboundPolicy} allows them, and keeps credentials at their origin. Uses the JDK alone, because
 * task hosts load it as well as servers. The caller interprets the answer.
 */
@NullMarked
package dev.sluice.outbound;

import org.jspecify.annotations.NullMarked;
