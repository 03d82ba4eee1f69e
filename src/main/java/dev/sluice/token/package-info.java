/**
 * Access tokens and the file that lists them, which the server reads and {@code sluice token}
 * writes. Holds no secret, only digests.
 */
@NullMarked
package dev.sluice.token;

import org.jspecify.annotations.NullMarked;
