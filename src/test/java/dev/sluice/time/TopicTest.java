package dev.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicTest {
  private final Topic<String> topic = new Topic<>();
  private final List<String> heard = new ArrayList<>();

  @Test
  void publish_wakerSubscribedFirst_projectsBeforeItWakes() {
    topic.wake(event -> heard.add("wake " + event));
    topic.project(event -> heard.add("project " + event));

    topic.publish("x");

    assertThat(heard).containsExactly("project x", "wake x");
  }

  @Test
  void publish_oneListenerThrows_tellsTheOthers() {
    topic.project(
        event -> {
          throw new IllegalStateException("on purpose, in a test");
        });
    topic.project(event -> heard.add("project " + event));
    topic.wake(event -> heard.add("wake " + event));

    topic.publish("x");

    assertThat(heard).containsExactly("project x", "wake x");
  }

  @Test
  void publish_subscriptionEnded_doesNotTellItsListener() {
    Runnable endProjection = topic.project(event -> heard.add("project"));
    Runnable endWaker = topic.wake(event -> heard.add("wake"));
    endProjection.run();
    endWaker.run();

    topic.publish("x");

    assertThat(heard).isEmpty();
  }
}
