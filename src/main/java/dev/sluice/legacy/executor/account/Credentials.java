package dev.sluice.legacy.executor.account;

import dev.sluice.legacy.executor.ApiBody;
import java.nio.charset.StandardCharsets;

/** The name and the password of a call. */
record Credentials(String username, String password) {
  private static final int SHORTEST_PASSWORD = 6;
  private static final int LONGEST_NAME = 100;

  /**
   * @throws dev.sluice.http.ProblemException 400 if one is absent, of another type, or such that no
   *     account can have it
   */
  static Credentials of(ApiBody body) {
    body.require("Username and password are required", "username", "password");
    String username = body.textOrEmpty("username");
    String password = body.textOrEmpty("password");
    if (!isName(username)) {
      throw ApiBody.refused(
          "username must have 1 to 100 characters, without control characters, and not be blank");
    }
    if (password.getBytes(StandardCharsets.UTF_8).length > Passwords.LONGEST) {
      throw ApiBody.refused("Password must be at most " + Passwords.LONGEST + " bytes");
    }
    return new Credentials(username, password);
  }

  /**
   * @throws dev.sluice.http.ProblemException 400 if the password is too short
   */
  Credentials requireLength() {
    if (password.length() < SHORTEST_PASSWORD) {
      throw ApiBody.refused("Password must be at least 6 characters");
    }
    return this;
  }

  private static boolean isName(String name) {
    return name.length() <= LONGEST_NAME
        && !name.isBlank()
        && name.chars().noneMatch(Character::isISOControl)
        && StandardCharsets.UTF_8.newEncoder().canEncode(name);
  }

  @Override
  public String toString() {
    return username;
  }
}
