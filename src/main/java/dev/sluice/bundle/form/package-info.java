/**
 * Reads and writes the forms that a task package has: directories, ZIPs, definitions and the legacy
 * form. The digest and the values live in the parent package.
 */
@NullMarked
package dev.sluice.bundle.form;

import org.jspecify.annotations.NullMarked;
