package io.conec.cli;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.JacksonCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Options in a file, as JSON in the format of the verticles. The command line overrides them. */
final class ConfigFile {

  @Option(names = "--config", paramLabel = "FILE",
    description = "Options as JSON, see 'Options as JSON' in the manual; what is given here overrides it. "
      + "Default: none.")
  private Path file;

  /**
   * @param defaults values for keys that are not in the file, or without a file
   * @throws IllegalArgumentException with the file and the position of the mistake
   */
  <T> T read(JsonObject defaults, Function<JsonObject, T> constructor) {
    if (file == null) {
      return constructor.apply(defaults);
    }
    try {
      return constructor.apply(defaults.copy().mergeIn(parse(Files.readString(file))));
    } catch (IOException e) {
      String problem = TlsOptions.problem(file);
      throw new IllegalArgumentException("--config: "
        + (problem == null ? "cannot read the file " + file + " as text in UTF-8" : problem), e);
    } catch (DecodeException e) {
      throw new IllegalArgumentException("--config " + file + ": not a JSON object: " + problem(e), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--config " + file + ": " + e.getMessage(), e);
    }
  }

  /** Without Jackson's description of the source, because it does not know the file. */
  private static String problem(DecodeException e) {
    return e.getCause() instanceof JsonProcessingException json && json.getLocation() != null
      ? json.getOriginalMessage() + " in line " + json.getLocation().getLineNr() + ", column "
        + json.getLocation().getColumnNr()
      : e.getMessage();
  }

  /** Refuse duplicate keys, of which only the last would count. */
  private static JsonObject parse(String text) {
    JsonParser parser = JacksonCodec.createParser(text).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    if (JacksonCodec.fromParser(parser, Object.class) instanceof JsonObject object) {
      return object;
    }
    throw new DecodeException("it begins with something else");
  }
}
