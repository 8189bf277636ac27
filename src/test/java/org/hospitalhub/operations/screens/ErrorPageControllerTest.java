package org.hospitalhub.operations.screens;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.RequestDispatcher;
import java.util.Objects;
import org.hospitalhub.rules.Languages;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ErrorPageControllerTest {

    @ParameterizedTest
    @CsvSource({
        "404, ru, Не найдено",
        "403, uk, Доступ заборонено",
        "405, bg, Методът не се поддържа",
        "400, en, The request cannot be read",
        "503, en, Try again later",
        "500, en, Internal error"
    })
    void aProgramReadsTheTitleInItsLanguage(int status, String language, String title) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setAttribute(RequestDispatcher.ERROR_STATUS_CODE, status);
        request.addHeader("Accept-Language", language);
        Object answer = new ErrorPageController(Languages.ENGLISH).error(request, new MockHttpServletResponse());
        assertThat(Objects.requireNonNull(((ResponseEntity<?>) answer).getBody()))
                .isInstanceOfSatisfying(ProblemDetail.class, problem -> assertThat(problem.getTitle())
                        .isEqualTo(title));
    }
}
