/**
 * The parts that commands which call a server share: the options that name it, the HTTP client of
 * its API, and paged lists.
 */
@NullMarked
package dev.sluice.cli.api;

import org.jspecify.annotations.NullMarked;
