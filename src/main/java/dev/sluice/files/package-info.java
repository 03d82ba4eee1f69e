/**
 * File operations that more than one wing needs: delete a tree, replace a file atomically, create a
 * private directory or file. JDK only.
 */
@NullMarked
package dev.sluice.files;

import org.jspecify.annotations.NullMarked;
