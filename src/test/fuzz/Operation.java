import java.util.Set;
import java.util.regex.Pattern;

/**
 * One operation of the API's description.
 *
 * @param statuses that the description lists
 * @param ofOpenAi whether its errors have the form of OpenAI's API
 */
record Operation(
    String method, String template, Pattern path, Set<Integer> statuses, boolean ofOpenAi) {}
