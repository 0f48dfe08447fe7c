/** A chart's picture on the clipboard. */
import { t } from '../../strings.ts';

/** Copies a picture, and tells the outcome in words. */
export function copyPicture(picture: HTMLCanvasElement, tell: (text: string) => void): void {
  picture.toBlob((blob) => {
    if (blob === null) return;
    navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]).then(
      () => {
        tell(t('Copied'));
      },
      () => {
        tell(t('The picture could not be copied: the window may not write to the clipboard.'));
      },
    );
  });
}
