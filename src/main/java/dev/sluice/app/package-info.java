/** The entry point and the wiring: what hands clock, process and server to everything else. */
@NullMarked
package dev.sluice.app;

import org.jspecify.annotations.NullMarked;
