import java.util.Set;
import java.util.regex.Pattern;

/** One operation of the API's description, with the statuses that it documents. */
record Operation(String method, String template, Pattern path, Set<Integer> statuses) {}
