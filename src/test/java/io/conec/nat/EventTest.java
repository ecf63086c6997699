package io.conec.nat;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test of what happens to a network. It runs once, and five times when the tables of the manual are written. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(EventRounds.class)
@interface EventTest {

  /** The parameter of the test, in seconds: how long something lasts. */
  int seconds() default 0;

  /** The same for the tables of the manual: the test runs with each of them. */
  int[] tableSeconds() default 0;
}
