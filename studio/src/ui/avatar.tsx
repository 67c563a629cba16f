import { useState } from 'react';
import style from './avatar.module.css';

/** An app's picture; its first letter while the picture is missing or cannot be loaded. Always beside the name, so hidden from readers. */
export function Avatar({
  name,
  address,
  size = 'small',
}: {
  name: string;
  address: string;
  size?: 'small' | 'large';
}) {
  const [broken, setBroken] = useState<string | null>(null);
  if (!address || broken === address) {
    return (
      <span className={`${style.avatar} ${style.letter}`} data-size={size} aria-hidden="true">
        {name.trim().charAt(0).toUpperCase()}
      </span>
    );
  }
  return (
    <img
      className={style.avatar}
      data-size={size}
      src={address}
      alt=""
      referrerPolicy="no-referrer"
      onError={() => setBroken(address)}
    />
  );
}
