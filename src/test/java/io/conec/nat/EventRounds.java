package io.conec.nat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** The rounds of an {@link EventTest}. */
final class EventRounds implements TestTemplateInvocationContextProvider {

  private static final int ROUNDS = 5;

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return true;
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
    EventTest test = context.getRequiredTestMethod().getAnnotation(EventTest.class);
    if (!Report.UPDATE) {
      return Stream.of(round(test.seconds()));
    }
    return IntStream.of(test.tableSeconds()).boxed()
      .flatMap(seconds -> Stream.generate(() -> round(seconds)).limit(ROUNDS));
  }

  private static TestTemplateInvocationContext round(int seconds) {
    return new TestTemplateInvocationContext() {

      @Override
      public String getDisplayName(int index) {
        return "round " + index + (seconds == 0 ? "" : ", " + seconds + " s");
      }

      @Override
      public List<Extension> getAdditionalExtensions() {
        return List.of(new Parameter(Duration.ofSeconds(seconds)));
      }
    };
  }

  private record Parameter(Duration duration) implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Duration.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return duration;
    }
  }
}
