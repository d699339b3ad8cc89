import java.text.BreakIterator;
import java.text.CharacterIterator;
import java.text.StringCharacterIterator;
import java.text.spi.BreakIteratorProvider;
import java.util.Locale;

/**
 * Cuts Thai at every character, where Java itself cannot. OpenSearch makes no index unless Java can cut Thai, whether an
 * index asks for it or not, and the Java of a wheel has no Thai dictionary. Our indices never let the cluster cut texts.
 */
public class ThaiWords extends BreakIteratorProvider {
    @Override
    public Locale[] getAvailableLocales() {
        return new Locale[] {new Locale("th")};
    }

    @Override
    public BreakIterator getWordInstance(Locale locale) {
        return new Characters();
    }

    @Override
    public BreakIterator getLineInstance(Locale locale) {
        return new Characters();
    }

    @Override
    public BreakIterator getCharacterInstance(Locale locale) {
        return new Characters();
    }

    @Override
    public BreakIterator getSentenceInstance(Locale locale) {
        return new Characters();
    }

    private static final class Characters extends BreakIterator {
        private CharacterIterator text = new StringCharacterIterator("");

        @Override
        public CharacterIterator getText() {
            return text;
        }

        @Override
        public void setText(CharacterIterator text) {
            this.text = text;
            first();
        }

        @Override
        public int current() {
            return text.getIndex();
        }

        @Override
        public int first() {
            text.setIndex(text.getBeginIndex());
            return current();
        }

        @Override
        public int last() {
            text.setIndex(text.getEndIndex());
            return current();
        }

        @Override
        public int next() {
            return next(1);
        }

        @Override
        public int previous() {
            return next(-1);
        }

        @Override
        public int next(int places) {
            return goTo(current() + places);
        }

        @Override
        public int following(int offset) {
            return goTo(offset + 1);
        }

        private int goTo(int place) {
            if (place < text.getBeginIndex() || place > text.getEndIndex()) {
                return DONE;
            }
            text.setIndex(place);
            return place;
        }
    }
}
