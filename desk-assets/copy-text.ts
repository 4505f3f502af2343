/** `<desk-copy data-copy data-copied data-failed>` copies the text of the element before it. */
class CopyText extends HTMLElement {
  connectedCallback(): void {
    const source = this.previousElementSibling;
    if (!source || this.childElementCount > 0) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = this.dataset.copy ?? '';
    const result = document.createElement('small');
    result.setAttribute('role', 'status');
    button.addEventListener('click', async () => {
      const isCopied = await copy(source);
      result.textContent = (isCopied ? this.dataset.copied : this.dataset.failed) ?? '';
    });
    this.append(button, result);
  }
}

/** Copies the text of an element. If the browser denies it, the text is selected. */
async function copy(source: Element): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    return true;
  } catch {
    getSelection()?.selectAllChildren(source);
    return false;
  }
}

customElements.define('desk-copy', CopyText);
