package dev.sluice.store.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.bwaldvogel.mongo.bson.Document;
import dev.sluice.text.Tokens;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.security.MessageDigest;

/**
 * Admits the connections of drivers that know a secret, and no others: every account of the machine
 * can connect to a port of the loopback interface. The secret is the name of the application, which
 * a driver sends in the first command of each connection.
 */
final class ClientAdmission {
  private static final AttributeKey<Boolean> ADMITTED =
      AttributeKey.valueOf(ClientAdmission.class, "admitted");

  /** The first command of a connection; mongo-java-server does not know its newer name, hello. */
  static final String GREETING = "ismaster";

  private final String applicationName = "sluice-" + Tokens.next();

  /** The {@code appName} that a driver must send. Never logged. */
  String applicationName() {
    return applicationName;
  }

  /** Whether the connection may run the command: it is admitted, or this greeting admits it. */
  boolean admits(Channel channel, String command, Document query) {
    if (isAdmitted(channel)) {
      return true;
    }
    if (!command.equals(GREETING) || !knowsTheSecret(query)) {
      return false;
    }
    channel.attr(ADMITTED).set(true);
    channel.pipeline().addLast(new HeldReplies());
    return true;
  }

  boolean isAdmitted(Channel channel) {
    return Boolean.TRUE.equals(channel.attr(ADMITTED).get());
  }

  private boolean knowsTheSecret(Document greeting) {
    return greeting.get("client") instanceof Document client
        && client.get("application") instanceof Document application
        && application.get("name") instanceof String name
        && MessageDigest.isEqual(name.getBytes(UTF_8), applicationName.getBytes(UTF_8));
  }
}
