package org.hospitalhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Which encoding a short Cyrillic text is in; the names here are not in the words that the statistics are counted from. */
class CyrillicEncodingDetectorTest {

    private static final List<String> SURNAMES = List.of(
            "Рябинин",
            "Осинин",
            "Клёнов",
            "Берёзкин",
            "Щукин",
            "Сомов",
            "Ершова",
            "Карасёва",
            "Вязова",
            "Липова",
            "Ясенев",
            "Можжевелов",
            "Черёмухина",
            "Жимолостев",
            "Крыжовников",
            "Ли",
            "Цой",
            "Югай",
            "Грибоедова",
            "Эйхманс",
            "Съедин",
            "Подъячева",
            "Халитова",
            "Мухамедшин",
            "Джабраилов",
            "Гурбангулыев",
            "Шмидт",
            "Розенберг",
            "Тютчев",
            "Фет",
            "Їжакова",
            "Гайдамака",
            "Підлісний",
            "Дерев’янко",
            "Ґудзь",
            "Захарієв",
            "Чобанова",
            "Ръжев",
            "Къдрева",
            "Жечева");
    private static final List<String> NAMES = List.of(
            "Савва",
            "Прасковья",
            "Тихон",
            "Лукерья",
            "Евлампия",
            "Ян",
            "Ия",
            "Ратмир",
            "Святополк",
            "Зульфия",
            "Рашид",
            "Мирослава",
            "Остап",
            "Одарка",
            "Здравко",
            "Цвета",
            "Яромир",
            "Феофан",
            "Устинья",
            "Агафья");
    private static final List<String> ISSUERS =
            List.of("ОВД Пример", "Отдел внутренних дел", "ОВД", "УФМС России", "ЗАГС Лесного района", "");

    private static final List<Charset> OTHERS = List.of(
            Charset.forName("KOI8-R"),
            Charset.forName("KOI8-U"),
            Charset.forName("IBM866"),
            Charset.forName("ISO-8859-5"),
            Charset.forName("x-MacCyrillic"),
            Charset.forName("x-MacUkraine"));

    private final CyrillicEncodingDetector text = CyrillicEncodingDetector.load();
    private final Random random = new Random(20261130);

    private String row() {
        return "1;" + one(SURNAMES) + ";" + one(NAMES) + ";;1975-07-30;1;1;4500;200011;2010-01-01;" + one(ISSUERS)
                + "\r\n";
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static final List<UnaryOperator<String>> CASES =
            List.of(row -> row, row -> row.toUpperCase(Locale.ROOT), row -> row.toLowerCase(Locale.ROOT));

    @Test
    void noOtherEncodingIsEverReadAsWindows1251() {
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            String given = CASES.get(i % 3).apply(row());
            for (Charset charset : OTHERS) {
                byte[] bytes = given.getBytes(charset);
                if (!charset.newEncoder().canEncode(given) || !high(bytes)) {
                    continue;
                }
                String read = new String(bytes, CyrillicEncodingDetector.WINDOWS_1251);
                boolean sent = read(bytes);
                if (sent && !read.equals(given)) {
                    wrong.add(charset + " " + given.strip() + " " + read.strip());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private boolean read(byte[] bytes) {
        return text.detect(bytes)
                .filter(guess -> guess.certain() && guess.charset().equals(CyrillicEncodingDetector.WINDOWS_1251))
                .isPresent();
    }

    private static boolean high(byte[] bytes) {
        for (byte one : bytes) {
            if (one < 0) {
                return true;
            }
        }
        return false;
    }

    @Test
    void namesOfOtherAlphabetsAreNotReadAsCyrillic() {
        List<String> wrong = new ArrayList<>();
        record Foreign(String charset, String text) {}
        List<Foreign> all = List.of(
                new Foreign("windows-1252", "1;Müller;Jürgen;Köln\n2;Schäfer;Jörg;Fürth\n"),
                new Foreign("windows-1252", "MÜLLER;JÜRGEN\nGRÖẞE;ÄNNE\n"),
                new Foreign("windows-1252", "1;Lefèvre;René;Besançon\n2;Gauthier;Zoé;Orléans\n"),
                new Foreign("windows-1252", "Ä;Ö;Ü\n"),
                new Foreign("windows-1250", "1;Wiśniewski;Łukasz;Łódź\n2;Wójcik;Małgorzata;Kraków\n"),
                new Foreign("windows-1250", "1;Novák;Jiří;Plzeň\n2;Dvořák;Tomáš;Děčín\n"),
                new Foreign("windows-1254", "1;Yılmaz;İbrahim;Şanlıurfa\n2;Çelik;Ayşe;Muğla\n"),
                new Foreign("ISO-8859-7", "1;Παπαδόπουλος;Γιώργος;Αθήνα\n2;Οικονόμου;Ελένη;Πάτρα\n"),
                new Foreign("windows-1253", "ΠΑΠΑΔΟΠΟΥΛΟΣ;ΓΙΩΡΓΟΣ\n"),
                new Foreign("windows-1255", "כהן;דוד\nלוי;שרה\n"),
                new Foreign("windows-1257", "1;Kazlauskienė;Rūta;Šiauliai\n"),
                new Foreign("GB18030", "王;伟;北京市\n"),
                new Foreign("Shift_JIS", "佐藤;太郎;東京\n"));
        for (Foreign foreign : all) {
            byte[] bytes = foreign.text().getBytes(Charset.forName(foreign.charset()));
            if (read(bytes)) {
                wrong.add(foreign.charset() + " " + foreign.text()
                        + new String(bytes, CyrillicEncodingDetector.WINDOWS_1251));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void twoRowsOfWindows1251AreRead() {
        CharsetEncoder encoder = CyrillicEncodingDetector.WINDOWS_1251.newEncoder();
        List<String> refused = new ArrayList<>();
        int all = 0;
        for (int i = 0; i < 2_000; i++) {
            String given = CASES.get(i % 3).apply(row() + row());
            if (encoder.canEncode(given)) {
                all++;
                if (!read(given.getBytes(CyrillicEncodingDetector.WINDOWS_1251))) {
                    refused.add(given.replace("\r\n", " "));
                }
            }
        }
        assertThat(refused)
                .as("all but some names without capitals")
                .allMatch(file -> file.equals(file.toLowerCase(Locale.ROOT)));
        assertThat(refused).hasSizeLessThanOrEqualTo(all / 100);
    }
}
