package dev.sluice.inference;

/** The two kinds of completions that OpenAI's clients ask for. */
enum CompletionKind {
  CHAT("/v1/chat/completions", "messages", "chat.completion", "chat.completion.chunk"),
  TEXT("/v1/completions", "prompt", "text_completion", "text_completion");

  private final String path;
  private final String question;
  private final String whole;
  private final String part;

  /**
   * @param question field with what is asked
   * @param whole {@code object} of an answer in one piece
   * @param part {@code object} of a part of an answer
   */
  CompletionKind(String path, String question, String whole, String part) {
    this.path = path;
    this.question = question;
    this.whole = whole;
    this.part = part;
  }

  String path() {
    return path;
  }

  String question() {
    return question;
  }

  String whole() {
    return whole;
  }

  String part() {
    return part;
  }
}
