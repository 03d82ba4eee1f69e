/**
 * Import and export of jobs, their output and workers as lines of JSON. It knows the server's own
 * form only: the command line reads the files and collections of older systems.
 */
@NullMarked
package dev.sluice.transfer;

import org.jspecify.annotations.NullMarked;
