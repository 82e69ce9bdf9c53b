/**
 * The contact form: a message to the municipality without an application. It has no LeiKa key and ends in an answer.
 */
import type { FormItem } from '../../../src-shared/domain/vorgang.ts';
import { type Formularlage, gruppe, ja, text } from './felder.ts';

const ANFRAGEN: readonly (readonly [betreff: string, nachricht: string])[] = [
  [
    'Öffnungszeiten zwischen den Jahren',
    'Guten Tag, ist das Bürgerbüro zwischen Weihnachten und Neujahr geöffnet? Online finde ich dazu nichts. Vielen Dank!',
  ],
  [
    'Termin für Personalausweis',
    'Ich bekomme über die Terminvergabe erst in sieben Wochen einen Termin, mein Ausweis läuft aber in drei Wochen ab. Gibt es eine Möglichkeit, früher zu kommen?',
  ],
  [
    'Stand meines Wohngeldantrags',
    'Ich habe vor über acht Wochen Wohngeld beantragt und noch nichts gehört. Können Sie mir sagen, ob noch Unterlagen fehlen? Meine Miete ist zum Ersten fällig.',
  ],
  [
    'Lärm durch Baustelle',
    'Die Baustelle gegenüber beginnt schon um 5:45 Uhr mit dem Presslufthammer, auch samstags. Ist das erlaubt? Wer ist dafür zuständig?',
  ],
  [
    'Falsch zugestellter Gebührenbescheid',
    'Ich habe einen Bescheid über Straßenreinigungsgebühren für ein Grundstück erhalten, das mir nicht gehört. Ich bitte um Prüfung und Rücknahme.',
  ],
  [
    'Laterne defekt',
    'Vor unserem Haus ist die Straßenlaterne seit zwei Wochen aus. Es ist dort nun sehr dunkel, die Schulkinder gehen morgens auf der Fahrbahn.',
  ],
  [
    'Zuzug aus Dänemark',
    'Hej, wir ziehen im Sommer mit zwei Kindern von Aabenraa nach Deutschland. Welche Unterlagen brauchen wir für die Anmeldung, und können wir sie auf Dänisch einreichen?',
  ],
  [
    'Fundsache: Fahrrad',
    'Ich habe am Bahnhof ein abgeschlossenes rotes Damenrad gesehen, das dort seit Monaten steht. Holen Sie so etwas ab?',
  ],
  [
    'Akteneinsicht Bauakte',
    'Wir haben ein Haus von 1912 gekauft und möchten die alte Bauakte einsehen. Geht das digital, und was kostet es?',
  ],
  [
    'Standesamtliche Trauung im Freien',
    'Bieten Sie Trauungen auch außerhalb des Rathauses an, zum Beispiel am Wasser? Wir planen für 40 Gäste.',
  ],
  [
    'Sperrung der Straße für ein Nachbarschaftsfest',
    'Wir möchten im August ein Straßenfest feiern und bräuchten eine Sperrung für einen Nachmittag. Welches Formular ist das richtige?',
  ],
  [
    'Beschwerde über Hundekot',
    'Im kleinen Park hinter der Schule liegt überall Hundekot, die Tütenspender sind seit Wochen leer. Bitte kümmern Sie sich darum.',
  ],
  [
    'Rückfrage zur Gewerbeanmeldung',
    'Ich möchte nebenbei selbstgenähte Taschen auf Märkten verkaufen. Brauche ich eine Reisegewerbekarte oder reicht die normale Anmeldung?',
  ],
  [
    'Barrierefreier Zugang',
    'Meine Mutter sitzt im Rollstuhl. Ist der Eingang an der Rückseite des Rathauses zurzeit benutzbar? Vor Ort war er neulich verschlossen.',
  ],
  [
    'Geburtsurkunde für die Rente',
    'Die Rentenversicherung verlangt eine neue Geburtsurkunde. Ich bin 1953 hier geboren, wohne aber in München. Kann ich sie mir zuschicken lassen?',
  ],
  [
    'Lob',
    'Ich wollte mich einmal bedanken: Der Bewohnerparkausweis war nach zwei Tagen da, ganz ohne Papier. Weiter so!',
  ],
];

export function anfrage({ z }: Formularlage): FormItem[] {
  const [betreff, nachricht] = z.aus(ANFRAGEN);
  return [
    gruppe('Ihre Anfrage', [
      text('Betreff', betreff),
      text('Nachricht', nachricht),
      ...(z.wahr(0.2)
        ? [text('Bezug (Vorgangsnummer oder Aktenzeichen)', `${z.ganz(10, 50)}-${z.ziffern(4)}/${z.ganz(2024, 2026)}`)]
        : []),
      text('Antwort gewünscht per', z.aus(['E-Mail', 'E-Mail', 'Postfach', 'Telefon'])),
      ja('Kopie der Nachricht an mich', z.wahr(0.6)),
    ]),
  ];
}
