/**
 * What a caller may cost: memory and time for its body, guesses of a token, and connections. Knows
 * no credentials; the guards of {@code security} decide when a body is read.
 */
@NullMarked
package dev.sluice.security.limit;

import org.jspecify.annotations.NullMarked;
