/**
 * The JSON Web Tokens of the older executor's agents and users: the secrets that sign them, and
 * their check. Knows no route.
 */
@NullMarked
package dev.sluice.legacy.executor.token;

import org.jspecify.annotations.NullMarked;
