/**
 * Reads and writes the forms that a task package has: directories, ZIPs, definitions and the older
 * single-file form.
 */
@NullMarked
package dev.sluice.bundle.form;

import org.jspecify.annotations.NullMarked;
