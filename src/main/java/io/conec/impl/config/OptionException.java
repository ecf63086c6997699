package io.conec.impl.config;

/**
 * An option that cannot be used: where it is, and what is wrong.
 */
public final class OptionException extends IllegalArgumentException {

  private final String path;
  private final String problem;

  /**
   * @param path    the path of the option from the object that is read, empty for that object itself
   * @param problem what is wrong, and what is expected
   */
  public OptionException(String path, String problem) {
    super(path.isEmpty() ? problem : path + ": " + problem);
    this.path = path;
    this.problem = problem;
  }

  /**
   * @return the path of the option, empty for the object that was read
   */
  public String path() {
    return path;
  }

  /**
   * @return what is wrong, and what is expected
   */
  public String problem() {
    return problem;
  }

  /**
   * @return the same, seen from the object that has the object of this option as {@code parent}
   */
  OptionException inside(String parent) {
    return new OptionException(path.isEmpty() ? parent : parent + "." + path, problem);
  }
}
