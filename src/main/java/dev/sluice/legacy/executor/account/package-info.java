/**
 * The accounts of the older executor's users: registration, login and logout. A login gives a token
 * that {@link dev.sluice.legacy.executor.token.ExecutorTokens} signs and checks.
 */
@NullMarked
package dev.sluice.legacy.executor.account;

import org.jspecify.annotations.NullMarked;
